// The engine's types under the names that the page uses.

export type { EngineError, FactorName, FactorSpec, ReadBack, ReadBackRequest, Stroke, Subject, DeviceReport, WeightsReport } from "engine";
import type { Drawing } from "engine";

export type { Drawing };
/** Red, green, blue, each from 0 to 1. */
export type Colour = Drawing["foreground"];
