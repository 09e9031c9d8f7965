// What the specs do to the GPU: scripts that run in the engine's worker before its own.

import { expect, type Page } from "@playwright/test";

import { ready } from "./page";

/** Runs a script in every worker that starts from here on, before the worker's own; asked again for each. */
export async function inWorkers(page: Page, script: () => string) {
  await page.route("**/worker.js", async (route) => {
    const original = await route.fetch();
    await route.fulfill({ response: original, body: `${script()}\n${await original.text()}` });
  });
}

/** For workers: there is no adapter. */
export const NO_ADAPTER = "navigator.gpu.requestAdapter = async () => null;";

/** For workers: lets the tests reach the device, and count what its buffers hold. */
export const WITHIN_REACH = `
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...asked) { return (self.testDevice = await request.apply(this, asked)); };`;

/** For workers: the limits that every adapter has, and no optional features (WebGPU specification, section 3.6.2). */
export const SMALLEST_LIMITS = `
  const smallest = {
    maxTextureDimension1D: 8192, maxTextureDimension2D: 8192, maxTextureDimension3D: 2048, maxTextureArrayLayers: 256,
    maxBindGroups: 4, maxBindGroupsPlusVertexBuffers: 24, maxBindingsPerBindGroup: 1000,
    maxDynamicUniformBuffersPerPipelineLayout: 8, maxDynamicStorageBuffersPerPipelineLayout: 4,
    maxSampledTexturesPerShaderStage: 16, maxSamplersPerShaderStage: 16, maxStorageBuffersPerShaderStage: 8,
    maxStorageTexturesPerShaderStage: 4, maxUniformBuffersPerShaderStage: 12, maxUniformBufferBindingSize: 65536,
    maxStorageBufferBindingSize: 134217728, minUniformBufferOffsetAlignment: 256, minStorageBufferOffsetAlignment: 256,
    maxVertexBuffers: 8, maxBufferSize: 268435456, maxVertexAttributes: 16, maxVertexBufferArrayStride: 2048,
    maxInterStageShaderVariables: 16, maxColorAttachments: 8, maxColorAttachmentBytesPerSample: 32,
    maxComputeWorkgroupStorageSize: 16384, maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupSizeX: 256,
    maxComputeWorkgroupSizeY: 256, maxComputeWorkgroupSizeZ: 64, maxComputeWorkgroupsPerDimension: 65535,
  };
  const open = GPUAdapter.prototype.requestDevice;
  Object.defineProperty(GPUAdapter.prototype, "limits", { get: () => smallest });
  Object.defineProperty(GPUAdapter.prototype, "features", { get: () => new Set() });
  GPUAdapter.prototype.requestDevice = async function ({ requiredLimits = {}, requiredFeatures = [] } = {}) {
    const above = Object.keys(requiredLimits).filter((name) => name in smallest && requiredLimits[name] > smallest[name] && !name.startsWith("min"));
    if (above.length > 0 || [...requiredFeatures].length > 0) throw new TypeError("asks for more than there is: " + [...above, ...requiredFeatures]);
    return (self.testDevice = await open.call(this, {}));
  };`;

/** The newest worker that has a device within reach. */
const device = (page: Page) => page.workers().at(-1)!;

/** Destroys the device, as a driver that starts again does. */
export const loseDevice = (page: Page) =>
  device(page).evaluate(() => (self as unknown as { testDevice: { destroy(): void } }).testDevice.destroy());

/** Lets the device report that an allocation failed, as a browser does. */
export const runOutOfMemory = (page: Page) =>
  device(page).evaluate(() => {
    const { testDevice } = self as unknown as { testDevice: GPUDevice };
    testDevice.dispatchEvent(
      new GPUUncapturedErrorEvent("uncapturederror", { error: new GPUOutOfMemoryError("out of memory: a buffer could not be allocated") }),
    );
  });

/** Makes the page take its adapter, which is software, for one of a graphics card. */
export async function disguise(page: Page) {
  await page.addInitScript(() => {
    const info = { vendor: "test", architecture: "disguised", device: "", description: "", isFallbackAdapter: false };
    Object.defineProperty(GPUAdapter.prototype, "info", { get: () => info });
  });
}

/** Waits until the engine reads again, on that device. */
export async function readsOn(page: Page, kind: "cpu" | "webgpu") {
  await ready(page);
  await expect(page.locator("#status")).toHaveAttribute("data-device", kind, { timeout: 240_000 });
}
