import { dematerialize, materialize, mergeMap, type Observable, type ObservableNotification } from 'rxjs';
import { deferBuild } from '../../clients/http/EndpointSession.js';
import type { Connection } from './Connection.js';

/**
 * Uses the connection, and holds it until the result has ended. The connection never completes by itself, so the end of
 * the result is what ends the whole.
 *
 * Errors: those of the connection and of the result. An exception of `use` becomes a `build` error.
 *
 * Teardown: unsubscribes from the connection and from the result.
 */
export const withConnection = <T>(
  connection: Observable<Connection>,
  use: (connection: Connection) => Observable<T>,
): Observable<T> =>
  connection.pipe(
    mergeMap((opened): Observable<ObservableNotification<T>> => deferBuild(() => use(opened)).pipe(materialize())),
    dematerialize(),
  );
