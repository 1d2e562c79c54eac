import type { MonoTypeOperatorFunction } from 'rxjs';
import { exclusive } from '../../operators/flow/exclusive.js';
import { failWhen } from '../../operators/flow/failWhen.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import type { Mutex } from '../../operators/flow/Mutex.js';
import type { Redactor } from '../../telemetry/Redactor.js';
import type { CallObserver } from '../http/callObserver.js';
import type { ConnectionManager } from './ConnectionManager.js';
import type { SocketSession } from './SocketSession.js';

/** What the exchanges of one connection share. */
export interface SharedSocket {
  readonly keeper: ConnectionManager;
  /** One answer at a time: their messages do not say which request they belong to. */
  readonly mutex: Mutex;
  /** The credentials that the socket was opened with: a server may repeat them in any later answer. */
  readonly secrets: Redactor;
}

/** Runs the source while no other exchange uses the connection. Fails when the connection is closed for good. */
export const lockConnection =
  <T>(
    { scheduler }: Pick<SocketSession, 'scheduler'>,
    { keeper, mutex }: Pick<SharedSocket, 'keeper' | 'mutex'>,
    { redact }: Pick<CallObserver, 'redact'>,
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(failWithApiError({ redact }), exclusive(mutex, { scheduler }), failWhen(keeper.closing));
