export { errorLike, marbleRunner } from './marbles.js';
export { holdWhileClosed } from './holdWhileClosed.js';
export { recordTelemetry, type RecordedTelemetry } from './recordTelemetry.js';
export { reset, response, virtualTransport, type VirtualTransport } from './virtualTransport.js';
export { bytes, completed, created, cutEverywhere, failed, itemDone, sse, textDelta } from './wire.js';
