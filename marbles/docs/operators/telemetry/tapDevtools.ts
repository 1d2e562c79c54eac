import { defer, tap, type Observable } from 'rxjs';
import { tapCallTelemetry } from '../../../../lib/operators/telemetry/tapCallTelemetry.js';
import type { DevtoolsMessage } from '../../../../lib/telemetry/devtools/DevtoolsMessage.js';
import type { Telemetry } from '../../../../lib/telemetry/Telemetry.js';
import { callReport } from '../../../../spec/support/telemetry/callReport.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record, scheduler }) => {
  const report = record('messages');
  const postMessage = (message: DevtoolsMessage) => report(message.type === 'stage' ? message.stage : message.type);
  const channel = () => ({ postMessage, close: () => undefined });
  const callOf = (telemetry: Telemetry, frames: Observable<unknown>) => {
    const call = telemetry.onCall?.(callReport) ?? {};
    let last = scheduler.now();
    const poll = (result: 'event' | 'end') => {
      call.onSsePoll?.({ result, duration: scheduler.now() - last, event: 'message' });
      last = scheduler.now();
    };
    return frames.pipe(tap({ next: () => poll('event'), complete: () => poll('end') }), tapCallTelemetry(call));
  };
  const watched = (telemetry: Telemetry) => (frames: Observable<unknown>) => defer(() => callOf(telemetry, frames));
  return { scope: { watched, channel } };
};
