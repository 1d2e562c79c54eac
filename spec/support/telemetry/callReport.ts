import type { CallReport } from '../../../lib/telemetry/Telemetry.js';

/** A call of nobody in particular. */
export const callReport: CallReport = {
  api: 'responses',
  provider: 'p',
  baseUrl: 'https://p.test/v1',
  redact: (text) => text.replaceAll('sk-secret', '[redacted]'),
};
