// Adapters without timestamp queries, which are an optional feature of WebGPU.

/**
 * Lets every adapter say that it has them, and devices be asked for without. In a browser CubeCL 0.11 panics where there are
 * none (cubecl-wgpu, `Timings::system`), although it would use them only to tune kernels, which the engine does not do. This
 * can go with that panic.
 */
export function claimTimestamps() {
  if (!("GPUAdapter" in globalThis)) return;
  const { prototype } = GPUAdapter;
  const real = Object.getOwnPropertyDescriptor(prototype, "features")?.get;
  const { requestDevice } = prototype;
  if (!real) return;
  const featuresOf = (adapter: GPUAdapter) => real.call(adapter) as GPUSupportedFeatures;
  Object.defineProperty(prototype, "features", {
    get(this: GPUAdapter) {
      return new Set([...featuresOf(this), "timestamp-query"]);
    },
  });
  prototype.requestDevice = function (asked = {}) {
    const there = featuresOf(this);
    return requestDevice.call(this, { ...asked, requiredFeatures: [...(asked.requiredFeatures ?? [])].filter((name) => there.has(name)) });
  };
}
