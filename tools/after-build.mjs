// What Trunk runs on what it has built, before that becomes dist/.
await import("./lean-engines.mjs");
await import("./served-page.mjs");
await import("./licences.mjs");
// Lists the files of the finished page, so it comes last.
await import("./service-worker.mjs");
