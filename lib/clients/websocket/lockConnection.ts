import type { MonoTypeOperatorFunction } from 'rxjs';
import { exclusive } from '../../operators/flow/exclusive.js';
import { failWhen } from '../../operators/flow/failWhen.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import type { Mutex } from '../../operators/flow/Mutex.js';
import type { Redactor } from '../../telemetry/Redactor.js';
import type { CallObserver } from '../http/callObserver.js';
import type { ConnectionManager } from './ConnectionManager.js';
import type { SocketSession } from './SocketSession.js';

/** The state that the exchanges of one connection share. */
export interface SharedSocket {
  readonly connections: ConnectionManager;
  /** A lock that allows one answer at a time, because the messages of an answer do not identify their request. */
  readonly mutex: Mutex;
  /**
   * The credentials that were sent in the handshake. They are masked, because a server may repeat them in any later
   * answer.
   */
  readonly secrets: Redactor;
}

/**
 * Runs the source while no other exchange uses the connection, and until an answer that was left has been interrupted.
 * Fails when the connection is closed permanently.
 */
export const lockConnection =
  <T>(
    { scheduler }: Pick<SocketSession, 'scheduler'>,
    { connections, mutex }: Pick<SharedSocket, 'connections' | 'mutex'>,
    { redact }: Pick<CallObserver, 'redact'>,
  ): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(
      failWithApiError({ redact }),
      exclusive(mutex, { scheduler, until: connections.settle() }),
      failWhen(connections.closing),
    );
