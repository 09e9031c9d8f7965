//! Points of the plane as complex numbers: a product turns, and a product with the conjugate turns back.

/// A point, or a displacement: to the right, and up.
pub type Point = [f64; 2];

/// `a + b`.
pub fn plus(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1]]
}

/// `a − b`.
pub fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1]]
}

/// `a` stretched by a number.
pub fn stretched(a: Point, by: f64) -> Point {
    a.map(|part| part * by)
}

/// `a` turned by the angle of `by`, and stretched by its length.
pub fn turned(a: Point, by: Point) -> Point {
    [a[0] * by[0] - a[1] * by[1], a[0] * by[1] + a[1] * by[0]]
}

/// `a` turned back by the angle of `by`, and stretched by its length.
pub fn turned_back(a: Point, by: Point) -> Point {
    turned(a, [by[0], -by[1]])
}

/// The length.
pub fn length([x, y]: Point) -> f64 {
    x.hypot(y)
}

/// The scalar product.
pub fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

/// The direction, of length one; to the right where there is none.
pub fn unit(a: Point) -> Point {
    let length = length(a);
    if length > 0.0 { stretched(a, 1.0 / length) } else { [1.0, 0.0] }
}
