// What WebGPU would run on.

/** The adapter in words, none where there is none; one in software has the processor's time for its measure. */
export async function adapterOf(): Promise<{ words: string | null; inSoftware: boolean }> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return { words: null, inSoftware: false };
  const { vendor, architecture, description } = adapter.info;
  const words = [vendor, architecture, description].filter(Boolean).join(" ") || "an adapter without a name";
  return { words, inSoftware: /swiftshader|llvmpipe|lavapipe|software/i.test(words) };
}
