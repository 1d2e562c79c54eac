export { openTelemetry, type OpenTelemetryOptions } from './openTelemetry.js';

export type { ApiError } from '../protocol/errors/ApiError.js';
export type * from '../protocol/eventTypes.js';
export type * from '../telemetry/telemetryTypes.js';
