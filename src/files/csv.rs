//! Tables as text.

/// Lines of cells as CSV (RFC 4180, with line feeds).
pub fn write_csv(lines: &[Vec<String>]) -> String {
    let mut writer = csv_core::Writer::new();
    let mut bytes = Vec::new();
    // Quotes can double a cell, and two more enclose it.
    let mut buffer = vec![0; 2 * lines.iter().flatten().map(String::len).max().unwrap_or(0) + 2];
    for line in lines {
        for (index, cell) in line.iter().enumerate() {
            if index > 0 {
                let (_, written) = writer.delimiter(&mut buffer);
                bytes.extend(&buffer[..written]);
            }
            let (_, _, written) = writer.field(cell.as_bytes(), &mut buffer);
            bytes.extend(&buffer[..written]);
        }
        let (_, written) = writer.terminator(&mut buffer);
        bytes.extend(&buffer[..written]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
