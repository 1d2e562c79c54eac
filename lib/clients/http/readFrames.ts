import type { Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { parseJson } from '../../operators/decode/parseJson.js';
import { chunkClock } from '../../operators/framing/chunkClock.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { sseFrames } from '../../operators/framing/sseFrames.js';
import { limitSize } from '../../operators/framing/limitSize.js';
import { untilDone } from '../../operators/framing/untilDone.js';
import { failAsStream } from '../../operators/http/failAsStream.js';
import { expectEventStream } from '../../operators/http/expectEventStream.js';
import type { ResponseHead } from '../../operators/http/sendRequest.js';
import { tapSseTelemetry } from '../../operators/telemetry/tapSseTelemetry.js';
import type { CallObserver } from './callObserver.js';
import type { EndpointSession } from './EndpointSession.js';

/**
 * Reads the frames of a response. The stages: byte stream → SSE framing → idle timeout → JSON.
 *
 * @param demand reports whether the body may be read (backpressure); while it may not, the idle timeout pauses.
 * @returns a function that reads the body of a response. All responses of one call share one clock.
 */
export const readFrames = (
  { provider, scheduler }: Pick<EndpointSession, 'provider' | 'scheduler'>,
  { telemetry, onSkipped, redact, redactText }: CallObserver,
  demand: Demand,
): ((head: ResponseHead) => Observable<unknown>) => {
  const clock = chunkClock(scheduler);
  return ({ status, bytes }) =>
    clock
      .pace(bytes)
      .pipe(
        failAsStream(),
        expectEventStream(status),
        sseFrames({ maxBufferSize: provider.maxBufferSize, comments: provider.countComments, onSkipped }),
        idleTimeout(provider.streamIdleTimeout, { demand, scheduler: clock }),
        tapSseTelemetry(telemetry, { redact, redactText, scheduler }),
        untilDone({ inclusive: true }),
        limitSize(provider.maxAnswerSize),
        parseJson({ onSkipped }),
      );
};
