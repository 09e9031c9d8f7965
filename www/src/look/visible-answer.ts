// Asks the engine for what a panel shows: only while the panel is in sight, and again once another encoder reads.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";

import type { EngineClient } from "../engine/client";
import type { EngineHost, Reader } from "../engine/host";

/** `ask` asks for the panel's answer; `panel` is in sight while a part of it is. */
export function visibleAnswer<Answer>(
  panel: HTMLElement,
  engine: EngineHost,
  ask: (client: EngineClient, reader: Reader) => Promise<Answer>,
): ReadonlySignal<Answer | undefined> {
  const answer = signal<Answer | undefined>(undefined);
  const isVisible = signal(false);
  /** What reads, while it is to be seen. */
  const reader = computed(() => (isVisible.value ? engine.reader.value : undefined));
  let newest: Reader | undefined;
  const request = engine.latest(async (client, asked: Reader) => {
    try {
      if (asked === engine.reader.peek()) answer.value = await ask(client, asked);
    } finally {
      panel.ariaBusy = String(asked !== newest);
    }
  });
  new IntersectionObserver((entries) => (isVisible.value = entries.at(-1)?.isIntersecting ?? false)).observe(panel);
  effect(() => {
    if (!reader.value || reader.value === newest) return;
    newest = reader.value;
    panel.ariaBusy = "true";
    request(newest);
  });
  return answer;
}
