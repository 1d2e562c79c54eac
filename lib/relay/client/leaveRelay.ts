import { defer, ignoreElements, of, switchMap, takeUntil, timer, type Observable } from 'rxjs';
import { expectSuccess } from '../../operators/http/expectSuccess.js';
import { sendRequest } from '../../operators/http/sendRequest.js';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';
import type { RelaySession } from './RelaySession.js';
import { headersAuth, relayRequest } from './relayRequest.js';

/**
 * Reports to a relay that a reader will not return. Without a reader, stops the answer for all readers. Completes once
 * the relay has accepted it.
 */
export const leaveRelay = (
  { url, headers, transport, connectTimeout, scheduler }: RelaySession,
  params: Readonly<Record<'answer', string>> & Partial<Readonly<Record<'reader', string>>>,
): Observable<never> =>
  defer(() => of(relayRequest({ method: 'DELETE', url, headers, params }))).pipe(
    sendRequest(transport, { auth: headersAuth(headers), connectTimeout, scheduler }),
    expectSuccess({ bodyTimeout: connectTimeout, scheduler }),
    // The body is read, so that the connection can be used again, but a relay may leave it open.
    switchMap(({ bytes }) => bytes.pipe(takeUntil(timer(Math.min(connectTimeout, MAX_TIMER_DELAY), scheduler)))),
    ignoreElements(),
  );
