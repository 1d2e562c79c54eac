import type { View } from './chatView.js';
import { drawConversation } from './drawConversation.js';
import { drawGauge } from './drawGauge.js';
import { drawLive } from './drawLive.js';
import { drawPlot } from './drawPlot.js';
import { drawRequests } from './drawRequests.js';
import { element, whenChanged } from './elements.js';

/** Creates the function that draws a view. It is called once for a page. */
export const renderer = (): ((view: View) => void) => {
  const html = (id: string) => element(id, HTMLElement);
  const stop = element('stop', HTMLButtonElement);
  const retry = element('retry', HTMLButtonElement);
  const [earlier, later] = [element('earlier', HTMLButtonElement), element('later', HTMLButtonElement)];
  const drawBranches = whenChanged(({ shown, versions: { length: count } }: View['branches']) => {
    html('versions').hidden = count === 1;
    html('version').textContent = `Version ${shown + 1} of ${count}`;
    earlier.disabled = shown === 0;
    later.disabled = shown === count - 1;
  });
  const path = (id: string) => element(id, SVGPathElement);

  const conversation = whenChanged(drawConversation(html('log')));
  const live = whenChanged(drawLive(html('live'), html('live-word'), html('live-detail'), html('live-advice')));
  const rates = whenChanged(drawPlot(path('plot-area'), path('plot-line'), html('rate')));
  const primary = whenChanged(drawGauge(html('primary'), html('primary-text')));
  const secondary = whenChanged(drawGauge(html('secondary'), html('secondary-text')));
  const drawChat = drawRequests(html('chat-requests'));
  const drawAhead = drawRequests(html('ahead-requests'));
  const open = html('ahead-open');
  const typed = html('typed-echo');
  const suggestion = html('suggestion');

  const server = whenChanged((view: View['server']) => {
    const ahead = view.filter(({ part }) => part === 'type_ahead');
    drawChat(view.filter(({ part }) => part === 'chat'));
    drawAhead(ahead);
    open.textContent = String(ahead.filter(({ outcome }) => outcome === 'open').length);
  });

  return (view) => {
    conversation(view.conversation);
    live(view.live);
    rates(view.rates);
    primary(view.limits?.primary);
    secondary(view.limits?.secondary);
    server(view.server);
    typed.textContent = view.typed;
    suggestion.textContent = view.suggestion;
    stop.disabled = !view.conversation.busy;
    drawBranches(view.branches);
    retry.disabled = view.conversation.busy || view.conversation.history.length === 0;
  };
};
