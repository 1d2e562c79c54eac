import { accumulate } from 'codex-rx';
import type { RelayClient } from 'codex-rx/relay';
import { distinctUntilChanged, map, of, startWith, switchMap, type OperatorFunction } from 'rxjs';
import type { ChatRequest } from '../ChatRequest.js';

/** Suggests how a text continues. A new text cancels the request for the one before, up to the provider. */
export const suggestions =
  (relay: Pick<RelayClient, 'stream'>): OperatorFunction<string, string> =>
  (typed$) =>
    typed$.pipe(
      switchMap((text) =>
        text.trim() === ''
          ? of('')
          : relay.stream({ type: 'suggest', text } satisfies ChatRequest).pipe(
              accumulate(),
              map((answer) => answer.text),
            ),
      ),
      startWith(''),
      distinctUntilChanged(),
    );
