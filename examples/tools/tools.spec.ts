import { expect } from 'chai';
import { createProvider, ResponsesClient, type PendingTools } from 'codex-rx';
import { bytes, completed, itemDone, response, sse, textDelta, virtualTransport } from 'codex-rx/testing';
import { lastValueFrom, of, toArray } from 'rxjs';
import * as approval from './approval.js';
import * as arktype from './arktype.js';
import * as ioTs from './ioTs.js';
import * as jsonSchema from './jsonSchema.js';
import * as valibot from './valibot.js';
import * as zod from './zod.js';

const answer = (...frames: readonly Parameters<typeof sse>[0][]) => of(response(of(bytes(sse(...frames)))));
const call = (name: string, args: object) =>
  answer(itemDone({ type: 'function_call', name, arguments: JSON.stringify(args), call_id: 'call_1' }), completed());
const text = (...deltas: readonly string[]) => answer(...deltas.map((delta) => textDelta(delta)), completed());

/** A client whose requests are answered in order. Nothing reaches a network. */
const clientOver = (...answers: readonly ReturnType<typeof answer>[]) => {
  const transport = virtualTransport(...answers);
  const provider = createProvider({ name: 'virtual', baseUrl: 'https://virtual.example/v1' });
  return {
    client: new ResponsesClient({ provider, transport }),
    bodies: () => transport.requests.map(({ body }) => JSON.stringify(body)),
  };
};

describe('the examples of tools', () => {
  for (const [library, { forecast }] of Object.entries({ zod, valibot, arktype, ioTs, jsonSchema }))
    it(`declares, checks and runs a tool with a schema of ${library}, and reads a structured answer`, async () => {
      const { client, bodies } = clientOver(
        call('weather', { city: 'Paris' }),
        text('{"city":"Par', 'is","degrees":21}'),
      );
      const values = await lastValueFrom(forecast(client, 'How warm is Paris?').pipe(toArray()));
      expect(values).to.deep.equal([
        { done: false, value: { city: 'Par' } },
        { done: false, value: { city: 'Paris', degrees: 21 } },
        { done: true, value: { city: 'Paris', degrees: 21 } },
      ]);
      const [first, second] = bodies();
      expect(first).to.include('"parameters"').and.to.include('"city":{"type":"string"');
      expect(first).to.include('"additionalProperties":false').and.to.include('"degrees"');
      const output = JSON.stringify({ city: 'Paris', degrees: 21 });
      expect(second).to.include(`"output":${JSON.stringify(output)}`);
    });

  for (const [library, { forecast }] of Object.entries({ zod, valibot, arktype, ioTs, jsonSchema }))
    it(`describes wrong arguments to the model with ${library}`, async () => {
      const { client, bodies } = clientOver(call('weather', {}), text('{"city":"?","degrees":0}'));
      await lastValueFrom(forecast(client, 'How warm is it?'));
      expect(bodies()[1]).to.match(/"output":"error: [^"]*city/);
    });

  it('pays after an approval that another process gives, and only then', async () => {
    const stored: string[] = [];
    const store: approval.Store = {
      save: (pending) => stored.push(JSON.stringify(pending)),
      load: () => JSON.parse(stored.at(-1) ?? '') as PendingTools,
    };
    const paid: number[] = [];
    const pay = (amount: number) => {
      paid.push(amount);
      return 'paid';
    };
    const before = clientOver(call('pay', { amount: 50 }));
    const calls = await lastValueFrom(approval.begin(before.client, store, 'Pay the bill.'));
    expect(calls.map(({ call_id }) => call_id)).to.deep.equal(['call_1']);
    expect(paid).to.deep.equal([]);

    const after = clientOver(text('Done.'));
    const { text: said } = await lastValueFrom(approval.decide(after.client, store, { call_1: true }, pay));
    expect([said, paid]).to.deep.equal(['Done.', [50]]);
    expect(after.bodies()[0]).to.include('"output":"paid"');

    const refused = clientOver(text('I did not pay.'));
    const no = { call_1: { approved: false, reason: 'too much' } } as const;
    await lastValueFrom(approval.decide(refused.client, store, no, pay));
    expect(paid).to.deep.equal([50]);
    expect(refused.bodies()[0]).to.include('the user did not approve this call: too much');
  });
});
