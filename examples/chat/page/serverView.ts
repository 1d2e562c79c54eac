import { Observable } from 'rxjs';
import { ServerView } from '../serverView.js';

/** What the provider has seen, as the server of this page reports it. */
export const server$ = new Observable<ServerView>((subscriber) => {
  const source = new EventSource('server-view');
  source.onmessage = ({ data }: MessageEvent<string>) => {
    const view: unknown = JSON.parse(data);
    if (ServerView.is(view)) subscriber.next(view);
  };
  return () => source.close();
});
