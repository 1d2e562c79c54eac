import type { Observable } from 'rxjs';
import { tapCallTelemetry, type TapCallTelemetryOptions } from '../../operators/telemetry/tapCallTelemetry.js';
import { publicUrl } from '../../provider/publicUrl.js';
import { beginCall } from '../../telemetry/mergeTelemetry.js';
import { createRedactor, type Redactor } from '../../telemetry/Redactor.js';
import type { CallReport } from '../../telemetry/Telemetry.js';
import { callObserver, type CallObserver } from './callObserver.js';
import { deferBuild, type EndpointSession } from './EndpointSession.js';

/** What a call is about, for those who are told of it. */
export type CallSubject = Pick<CallReport, 'api' | 'body' | 'responseId' | 'startingAfter' | 'conversationId'>;

/** Who is told of a call, and what. */
export interface ObserveCallOptions<T> extends Pick<TapCallTelemetryOptions<T>, 'eventOf'> {
  readonly subject: CallSubject;
  /** What is secret besides what the call itself sends. Default: nothing. */
  readonly secrets?: Redactor;
}

/** Opens a call anew per subscription, and tells the session's telemetry of it from its beginning to its end. */
export const observeCall = <T>(
  { provider, telemetry, scheduler }: Pick<EndpointSession, 'provider' | 'telemetry' | 'scheduler'>,
  { subject, secrets, eventOf }: ObserveCallOptions<T>,
  open: (observer: CallObserver) => Observable<T>,
): Observable<T> =>
  deferBuild(() => {
    const { name, baseUrl } = provider;
    const redactor = secrets ?? createRedactor();
    const call = beginCall(telemetry, {
      ...subject,
      provider: name,
      baseUrl: publicUrl(baseUrl),
      redact: redactor.redact,
    });
    return open(callObserver(call, redactor)).pipe(tapCallTelemetry(call, { eventOf, scheduler }));
  });
