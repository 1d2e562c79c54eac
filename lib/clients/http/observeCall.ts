import type { Observable } from 'rxjs';
import { tapCallTelemetry, type TapCallTelemetryOptions } from '../../operators/telemetry/tapCallTelemetry.js';
import { perBaseUrl } from '../../provider/perBaseUrl.js';
import type { Provider } from '../../provider/Provider.js';
import { publicUrl } from '../../provider/publicUrl.js';
import { beginCall } from '../../telemetry/mergeTelemetry.js';
import { createRedactor, type Redactor } from '../../telemetry/Redactor.js';
import type { CallReport } from '../../telemetry/Telemetry.js';
import { callObserver, type CallObserver } from './callObserver.js';
import { deferBuild, type EndpointSession } from './EndpointSession.js';

/** The description of a call in its reports. */
export type CallSubject = Pick<CallReport, 'api' | 'body' | 'responseId' | 'startingAfter' | 'conversationId'>;

/** Options for `observeCall`. */
export interface ObserveCallOptions<T> extends Pick<TapCallTelemetryOptions<T>, 'eventOf'> {
  readonly subject: CallSubject;
  /** The redactor of secrets that were known before the call. Default: a new one, for the credentials of this call. */
  readonly secrets?: Redactor;
  /** The observer of a call that this one is a part of. It is not reported as a call of its own then. */
  readonly observer?: CallObserver | undefined;
}

const publicUrlOf = perBaseUrl(({ baseUrl }: Pick<Provider, 'baseUrl'>) => publicUrl(baseUrl));

/** Opens a call for each subscription and reports it to the session's telemetry from beginning to end. */
export const observeCall = <T>(
  { provider, telemetry, scheduler }: Pick<EndpointSession, 'provider' | 'telemetry' | 'scheduler'>,
  { subject, secrets, eventOf, observer }: ObserveCallOptions<T>,
  open: (observer: CallObserver) => Observable<T>,
): Observable<T> =>
  deferBuild(() => {
    if (observer !== undefined) return open(observer);
    const redactor = secrets ?? createRedactor();
    const call = beginCall(telemetry, {
      ...subject,
      provider: provider.name,
      baseUrl: publicUrlOf(provider),
      redact: redactor.redact,
    });
    return open(callObserver(call, redactor)).pipe(tapCallTelemetry(call, { eventOf, scheduler }));
  });
