import { expect } from 'chai';
import { concat, of, throwError, type Observable } from 'rxjs';
import { catchApiError } from '../../../lib/operators/flow/catchApiError.js';
import { apiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { syncOutcome } from '../syncOutcome.js';

const failing = (error: unknown): Observable<string> =>
  concat(
    of('a'),
    throwError(() => error),
  );

describe('catchApiError', () => {
  it('narrows the error to its type: its fields can be read', () => {
    const answer$: Observable<string | number> = failing(
      apiError({ type: 'retryable', detail: 'later', delay: 1200 }),
    ).pipe(catchApiError('retryable', (error) => of(error.delay ?? 0)));
    expect(syncOutcome(answer$)).to.deep.equal({ values: ['a', 1200], end: 'complete' });
  });

  it('hands over the very error', () => {
    const error = apiError({ type: 'stream', reason: 'truncated', detail: 'stalled' });
    const caught: ApiError[] = [];
    const answer$ = failing(error).pipe(
      catchApiError('stream', (given) => {
        caught.push(given);
        return of('b');
      }),
    );
    expect(syncOutcome(answer$).values).to.deep.equal(['a', 'b']);
    expect(caught).to.have.ordered.members([error]);
  });

  it('goes on with anything that can be made an observable', () => {
    const answer$ = failing(apiError({ type: 'server_overloaded' })).pipe(
      catchApiError('server_overloaded', () => ['b', 'c']),
    );
    expect(syncOutcome(answer$)).to.deep.equal({ values: ['a', 'b', 'c'], end: 'complete' });
  });

  it('fails with what the handler throws', () => {
    const bug = new Error('the handler broke');
    const answer$ = failing(apiError({ type: 'server_overloaded' })).pipe(
      catchApiError('server_overloaded', () => {
        throw bug;
      }),
    );
    expect(syncOutcome(answer$).error).to.equal(bug);
  });

  it('catches an error of another copy of the package', () => {
    const marker = Symbol.for('codex-rx.ApiError');
    const foreign = Object.assign(new Error('quota exceeded'), { type: 'quota_exceeded', [marker]: true });
    const answer$ = failing(foreign).pipe(catchApiError('quota_exceeded', () => of('b')));
    expect(syncOutcome(answer$).values).to.deep.equal(['a', 'b']);
  });
});
