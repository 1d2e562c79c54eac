import { ScriptedServer, type RecordedRequest, type Script } from 'codex-rx/server';
import { BehaviorSubject, type Observable } from 'rxjs';
import type { Outcome, Part, ServerView } from '../serverView.js';
import { ScriptHeader, SCRIPT_HEADER } from './scriptHeader.js';
import { scriptFor } from './scripts.js';

/** A scripted provider, and the requests that it has received: emitted at once and at every change. */
export interface ScriptedProvider {
  readonly server: ScriptedServer;
  readonly view$: Observable<ServerView>;
}

const PLAIN: ScriptHeader = {
  part: 'chat',
  step: '',
  wish: { fault: 'none', always: false, kind: 'short', hedge: false },
};

const headerOf = ({ headers }: RecordedRequest): ScriptHeader => {
  const header: unknown = JSON.parse(headers[SCRIPT_HEADER] ?? 'null');
  return ScriptHeader.is(header) ? header : PLAIN;
};

/** Starts a provider that plays what the page wishes. */
export const startProvider = async (): Promise<ScriptedProvider> => {
  const view = new BehaviorSubject<ServerView>([]);

  const watch = ({ index }: RecordedRequest, part: Part, { fault }: Script): void => {
    const place = view.value.length;
    const report = (outcome: Outcome) =>
      view.next(view.value.map((seen, at) => (at === place ? { part, outcome } : seen)));
    view.next([...view.value, { part, outcome: 'open' }]);
    server.closed(index).then(
      () => report('cancelled'),
      () => report(server.requests[index]?.completed === true && fault?.type !== 'status' ? 'answered' : 'failed'),
    );
  };

  const script = (request: RecordedRequest): Script => {
    const header = headerOf(request);
    const { index, body } = request;
    const earlier = server.requests.slice(0, index);
    const isRetry = earlier.some((each) => headerOf(each).step === header.step);
    const played = scriptFor({ ...header, body, index, isRetry });
    watch(request, header.part, played);
    return played;
  };

  const server = new ScriptedServer({ script });
  await server.listen();
  return { server, view$: view.asObservable() };
};
