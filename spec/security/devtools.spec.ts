import { expect } from 'chai';
import { addMessage } from '../../tools/site/devtools/CallLanes.js';
import { drawLanes } from '../../tools/site/devtools/drawLanes.js';
import { callOfMarble } from '../../tools/site/devtools/marbleCalls.js';
import { useDom } from '../support/pages/dom.js';

const HTML = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
const frame = JSON.stringify(`event: ${HTML}\n\n`);

describe('security: the page of the devtools', () => {
  useDom();
  const draw = (call: ReturnType<typeof callOfMarble>): SVGElement =>
    drawLanes(call, { from: call.start, to: (call.end ?? call.start) + 1 }, { width: 300, now: call.start });

  it('shows HTML of a .marble file as text: in its name, its errors and its frames', () => {
    const file = `marble 1\n\nrequests: 1\nhead 1: h\nbody 1: a 9s #\n\nrequest 1 = GET /\n  < 200\n  # detail: ${JSON.stringify(HTML)}\n\na = ${frame}\n`;
    const svg = draw(callOfMarble(`${HTML}.marble`, file, 0));
    expect(svg.textContent).to.contain('<img');
    expect(svg.getAttribute('aria-label')).to.contain('<img');
    expect([...svg.querySelectorAll('img, script, [onerror]')]).to.deep.equal([]);
  });

  it('shows HTML of an application as text: in names, notes and outcomes', () => {
    const call = { call: HTML, at: 0 } as const;
    const calls = addMessage([], { ...call, type: 'call', api: HTML, provider: HTML, model: HTML });
    const staged = addMessage(calls, { ...call, type: 'stage', stage: 'request', end: 5, note: HTML });
    const framed = addMessage(staged, { ...call, type: 'frame', name: HTML, count: 1 });
    const [ended] = addMessage(framed, { ...call, type: 'end', outcome: 'failed', note: HTML, count: 1 });
    const svg = ended && draw(ended);
    expect(svg?.textContent).to.contain('<img');
    expect(svg?.querySelectorAll('img, script, [onerror]')).to.have.length(0);
  });

  it('draws a file with 150 000 pauses, of which it keeps 5000', () => {
    const body = `${'a 2s '.repeat(150_000)}|`;
    const call = callOfMarble(
      'long.marble',
      `marble 1\n\nrequests: 1\nhead 1: h\nbody 1: ${body}\n\nrequest 1 = GET /\n  < 200\n\na = a\n`,
      0,
    );
    expect([call.stages.length, call.frames.length]).to.deep.equal([5_000, 5_000]);
    expect(call.end).to.be.above(150_000 * 2_000);
    expect(draw({ ...call, stages: call.stages.slice(0, 10) }).childElementCount).to.be.above(10);
  });
});
