import { expect } from 'chai';
import { Conversation, isApiError, runTools, type HttpRequest, type HttpTransport, type ResponseEvent } from 'codex-rx';
import fc from 'fast-check';
import { from, of, type Observable } from 'rxjs';
import { clientOptions } from '../clientOptions.js';
import { wires, type Wire } from '../wires.js';
import { frameOf } from './cutProperties.js';

/** A transport that answers with frames, and keeps the latest request. */
const playing = (frames: readonly string[]) => {
  const sent: HttpRequest[] = [];
  const body = Buffer.from(frames.map((text) => `data: ${text}\n\n`).join(''));
  const transport: HttpTransport = {
    stream: (request) => {
      sent.push(request);
      return of({ status: 200, headers: new Headers(), bytes: from([new Uint8Array(body)]) });
    },
  };
  return { transport, sent };
};

const framesIn = (body: string): readonly string[] => [...body.matchAll(/^data: (.*)$/gm)].map(([, text = '']) => text);

const client = (frames: readonly string[], origin = 'http://127.0.0.1') =>
  clientOptions(origin, playing(frames).transport, { retry: { maxAttempts: 0 } });

/** The error of a stream that ends at once; undefined where it is complete. */
const errorOf = (source: Observable<unknown>): unknown => {
  let end: unknown = 'open';
  source.subscribe({ error: (error: unknown) => (end = error), complete: () => (end = undefined) });
  return end;
};

/** True for an error that is no failure of the server. */
const isException = (error: unknown): boolean =>
  error !== undefined &&
  (!isApiError(error) || error.type === 'transport' || (error.type === 'stream' && error.reason === 'exception'));

/** What is sent to each API after the answer: to the server that gave it, and to another one. */
const expectSendable = (history: Conversation['state']['history']): void => {
  for (const wire of wires)
    for (const origin of ['http://127.0.0.1', 'http://other.example']) {
      const { transport, sent } = playing(framesIn(wire.terminal));
      const options = clientOptions(origin, transport, { retry: { maxAttempts: 0 } });
      errorOf(wire.ask(options, { input: [...history, { role: 'user', content: 'Go on' }] }));
      expect(sent, wire.name).to.have.length(1);
      expect(JSON.stringify(sent[0]?.body), wire.name).to.be.a('string');
    }
};

/** An answer of odd frames leaves a conversation that lives, can be stored, and can be continued on every wire. */
const goesOn = (wire: Wire) => {
  const ends = [framesIn(wire.closing + wire.terminal), framesIn(wire.terminal)];
  return fc.property(fc.array(frameOf(wire), { maxLength: 6 }), fc.constantFrom(...ends), (frames, end) => {
    const chat = new Conversation(() => wire.ask(client([...frames, ...end]), 'x'));
    chat.send('Hi');
    const { busy, answer, history } = chat.state;
    expect(busy).to.equal(false);
    expect(answer?.status).to.be.oneOf(['completed', 'incomplete', 'failed']);
    if (answer?.error?.type === 'stream') expect(answer.error.reason, answer.error.detail).not.to.equal('exception');
    expect(JSON.stringify(chat.snapshot())).to.be.a('string');
    expectSendable(history);
    chat.close();
  });
};

const DONE: ResponseEvent = { type: 'completed', response_id: '', token_usage: null, status: 'completed' };

/** A tool runs with text, and the loop ends with an answer or an `ApiError` of the server. */
const runsWithText = (wire: Wire) =>
  fc.property(fc.array(frameOf(wire), { maxLength: 6 }), fc.boolean(), (frames, early) => {
    const given: unknown[] = [];
    const weather = (input: string) => {
      given.push(input);
      return 'sunny';
    };
    const all = [...frames, ...framesIn(wire.closing + wire.terminal)];
    const ask = (_input: unknown, step: number) => (step === 1 ? wire.ask(client(all), 'x') : of(DONE));
    const error = errorOf(runTools('x', ask, { weather }, { early }));
    expect(isException(error)).to.equal(false);
    for (const input of given) expect(input).to.be.a('string');
  });

/** What must hold for the conversation that an answer is part of, by name. */
export const historyProperties: Readonly<Record<string, fc.IRawProperty<unknown>>> = {
  ...Object.fromEntries(
    wires.map((wire) => [`a conversation goes on after any frames over ${wire.name}`, goesOn(wire)]),
  ),
  ...Object.fromEntries(
    wires.map((wire) => [`a tool runs with text after any frames over ${wire.name}`, runsWithText(wire)]),
  ),
};
