// A copy of the page on a server of its own: one that can be switched off, and that new versions can be put on.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";

/** Beside the server of the other specs. */
const PORT = Number(process.env["PORT"] ?? 4173) + 1;

export class Site {
  readonly url = `http://127.0.0.1:${PORT}/`;
  /** A line for each answer of the server: its status and the path. */
  readonly answers: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "spirograph-site-"));
  #server: ChildProcess | undefined;

  async start() {
    cpSync("dist", this.#folder, { recursive: true });
    const server = spawn(process.execPath, ["tests/e2e/serve.mjs", this.#folder, String(PORT)], { stdio: ["ignore", "pipe", "inherit"] });
    createInterface(server.stdout).on("line", (line) => this.answers.push(line));
    this.#server = server;
    await expect
      .poll(() =>
        fetch(`${this.url}nothing`).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(404);
  }

  /** From here on there is no network. */
  async switchOff() {
    const server = this.#server;
    this.#server = undefined;
    if (server?.kill()) await once(server, "exit");
  }

  /** Puts a version with another title in place of this one, as a build would. */
  publish(title: string) {
    const file = join(this.#folder, "index.html");
    writeFileSync(file, readFileSync(file, "utf8").replace(/<title>.*<\/title>/, `<title>${title}</title>`));
    const { status } = spawnSync(process.execPath, ["tools/service-worker.mjs", this.#folder], { stdio: "inherit" });
    expect(status).toBe(0);
  }

  /** A file of another version, as while a new one is being put on the server. */
  change(file: string) {
    appendFileSync(join(this.#folder, file), "\n// newer\n");
  }

  async remove() {
    await this.switchOff();
    rmSync(this.#folder, { recursive: true });
  }
}
