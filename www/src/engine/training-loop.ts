// The worker's part of fine-tuning: lets the engine work piece by piece, and leaves time between the pieces for other calls.

import type { Engine, EngineError, Progress } from "engine";

import { endsTheEngine, toTrainingError } from "./failure";
import type { FromWorker } from "./protocol";

/** A checkpoint every so many steps. At most ten may be lost: the others may be done while one is being stored. */
const CHECKPOINT_EVERY = 6;

export class TrainingLoop {
  #isWanted = false;
  /** The loop at work, or the last one's end. */
  #loop: Promise<void> = Promise.resolve();
  /** The last thing that was asked of the session: it does one at a time. */
  #queue: Promise<unknown> = Promise.resolve();
  #step = 0;
  #savedAt = 0;

  constructor(
    private readonly send: (message: FromWorker, transfer?: Transferable[]) => void,
    private readonly giveUp: (error: EngineError) => void,
  ) {}

  /** A session is there that has done so many steps. */
  begin(step: number) {
    this.#step = this.#savedAt = step;
  }

  run(engine: Engine, until: "finished" | "next step") {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#loop = this.#work(engine, until);
  }

  /** Stops after the piece of work under way, and saves. */
  async pause() {
    this.#isWanted = false;
    await this.#loop;
  }

  /** Does something between two pieces of work: during one, the session is not available. */
  between<Answer>(work: () => Answer | Promise<Answer>): Promise<Answer> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #work(engine: Engine, until: "finished" | "next step") {
    const first = this.#step;
    try {
      while (this.#isWanted) {
        const { doing, step } = await this.#advance(engine);
        if (doing === "finished" || (until === "next step" && step > first)) break;
        if (step >= this.#savedAt + CHECKPOINT_EVERY) await this.#save(engine);
        await macrotask();
      }
      await this.#save(engine);
      this.send({ kind: "training stopped", error: null });
    } catch (thrown) {
      const error = toTrainingError(thrown);
      if (endsTheEngine(error)) this.giveUp(error);
      else this.send({ kind: "training stopped", error });
    } finally {
      this.#isWanted = false;
    }
  }

  async #advance(engine: Engine): Promise<Progress> {
    const began = performance.now();
    const progress = await this.between(() => engine.advanceTraining());
    this.#step = progress.step;
    this.send({ kind: "training", progress, milliseconds: performance.now() - began });
    return progress;
  }

  async #save(engine: Engine) {
    const bytes = await this.between(() => engine.saveTraining());
    this.#savedAt = this.#step;
    this.send({ kind: "checkpoint", step: this.#step, bytes }, [bytes.buffer]);
  }
}

/** Lets everything that has arrived meanwhile be answered: a message to oneself, which unlike a timeout is never slowed. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
