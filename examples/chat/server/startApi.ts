import { ScriptedServer, type RecordedRequest, type Script } from 'codex-rx/server';
import { BehaviorSubject, type Observable } from 'rxjs';
import type { Outcome, ServerView } from '../serverView.js';
import type { Wish } from '../wish.js';
import { scriptFor, wishOf } from './scripts.js';

/** A scripted server that plays what the page wishes, and what it saw of all requests, at once and at every change. */
export interface Api {
  readonly server: ScriptedServer;
  readonly view$: Observable<ServerView>;
}

export const startApi = async (): Promise<Api> => {
  const view = new BehaviorSubject<ServerView>([]);

  const watch = ({ index }: RecordedRequest, part: Wish['part'], { fault }: Script): void => {
    const place = view.value.length;
    const tell = (outcome: Outcome) =>
      view.next(view.value.map((seen, at) => (at === place ? { part, outcome } : seen)));
    view.next([...view.value, { part, outcome: 'open' }]);
    server.closed(index).then(
      () => tell('cancelled'),
      () => tell(server.requests[index]?.completed === true && fault?.type !== 'status' ? 'answered' : 'failed'),
    );
  };

  const script = (request: RecordedRequest): Script => {
    const wish = wishOf(request);
    const earlier = server.requests.slice(0, request.index);
    const isRetry = earlier.some((each) => wishOf(each).turn === wish.turn);
    const played = scriptFor(wish, request.index, isRetry);
    watch(request, wish.part, played);
    return played;
  };

  const server = new ScriptedServer({ script });
  await server.listen();
  return { server, view$: view.asObservable() };
};
