// In a page that `trunk serve` has made stands the script by which it reloads itself, which the page's policy would not let run.
// Its text is completed while it is served, so a hash would not fit: it gets a nonce of this build. A page that `trunk build`
// has made has no such script, and stays as it is. Usage: node tools/served-page.mjs [FOLDER]
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const page = join(process.argv[2] ?? process.env.TRUNK_STAGING_DIR ?? "dist", "index.html");
const html = readFileSync(page, "utf8");
const INLINE = /<script(?![^>]*\ssrc=)/g;

if (html.match(INLINE)) {
  const nonce = randomUUID();
  writeFileSync(page, html.replace(INLINE, `<script nonce="${nonce}"`).replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`));
}
