// A checksum of what is kept.

/** On a page that was not served securely there is none, and nothing is checked. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  if (!isSecureContext) return "unchecked";
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
