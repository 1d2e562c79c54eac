import { expect } from 'chai';
import * as t from 'io-ts';
import { EMPTY, of, throwError } from 'rxjs';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import { tool } from '../../../lib/operators/tools/tool.js';
import type { RunToolsOptions } from '../../../lib/operators/tools/RunToolsOptions.js';
import type { Tools } from '../../../lib/operators/tools/Tools.js';
import type { AnswerEvent, ToolCall } from '../../../lib/answer/AnswerEvent.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { valuesOf } from '../../support/collect.js';

const completed: AnswerEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };
const functionCall = (name: string, json = '{}'): ToolCall => ({
  type: 'function_call',
  name,
  arguments: json,
  call_id: 'c1',
});

/** What a model is told of one call, and how the loop calls it. */
const toldOf = async (call: ToolCall, tools: Tools, options?: RunToolsOptions) => {
  let asked: readonly ResponseItem[] = [];
  const events = await valuesOf(
    runTools(
      [],
      (input, turn) => {
        asked = input;
        return turn === 1 ? of({ type: 'output_item_done', item: call } as const, completed) : EMPTY;
      },
      tools,
      options,
    ),
  );
  const outcome = events.flatMap((event) => (event.type === 'tool_finished' ? [event.outcome] : []));
  return { outcome, told: asked.at(-1) };
};
const output = (said: unknown) => ({ type: 'function_call_output', call_id: 'c1', output: said });

describe('runTools', () => {
  const weather = [
    tool({
      name: 'weather',
      parameters: t.type({ city: t.string }),
      run: ({ city }) => of('asking …', `rain in ${city}`),
    }),
  ];

  it("sends the model a tool's last value, and an empty text where there is none", async () => {
    const call = functionCall('weather', '{"city":"Paris"}');
    expect(await toldOf(call, weather)).to.deep.equal({ outcome: ['ok'], told: output('rain in Paris') });
    expect((await toldOf(call, { weather: () => EMPTY })).told).to.deep.equal(output(''));
  });

  it('takes promises, and content in place of a text', async () => {
    const image = [{ type: 'input_image', image_url: 'data:,' }] as const;
    expect((await toldOf(functionCall('f'), { f: () => Promise.resolve(image) })).told).to.deep.equal(output(image));
  });

  it('gives a custom tool its text, and answers in kind', async () => {
    const call: ToolCall = { type: 'custom_tool_call', name: 'f', input: 'raw', call_id: 'c1' };
    const { told } = await toldOf(call, { f: (input) => of(`got ${input}`) });
    expect(told).to.deep.equal({ type: 'custom_tool_call_output', call_id: 'c1', output: 'got raw' });
  });

  it('reads no arguments as an empty object', async () => {
    const tools = [tool({ name: 'f', parameters: t.type({}), run: () => of('ok') })];
    expect((await toldOf(functionCall('f', ' '), tools)).outcome).to.deep.equal(['ok']);
  });

  for (const [what, json, said] of [
    [
      'are no JSON',
      '{"city":',
      'error: the arguments are not valid JSON. Correct the arguments and call the tool again.',
    ],
    [
      'do not match',
      '{"city":7}',
      'error: the arguments do not match: city: expected string, got 7. Correct the arguments and call the tool again.',
    ],
  ] as const)
    it(`reports to the model that arguments ${what}`, async () => {
      expect(await toldOf(functionCall('weather', json), weather)).to.deep.equal({
        outcome: ['failed'],
        told: output(said),
      });
    });

  for (const name of ['whether', 'constructor'])
    it(`reports to the model that there is no tool ${name}`, async () => {
      expect(await toldOf(functionCall(name), weather)).to.deep.equal({
        outcome: ['failed'],
        told: output(`error: there is no tool named ${name}. Available tools: weather`),
      });
    });

  it('sends the model the message of an error, thrown or sent, and no more than 500 characters of it', async () => {
    const error = new Error('x'.repeat(1000));
    const said = output(`error: ${'x'.repeat(500)}…`);
    const thrower = () => {
      throw error;
    };
    expect((await toldOf(functionCall('f'), { f: thrower })).told).to.deep.equal(said);
    expect((await toldOf(functionCall('f'), { f: () => throwError(() => error) })).told).to.deep.equal(said);
    expect((await toldOf(functionCall('f'), { f: () => 'ok' }, { approve: thrower })).told).to.deep.equal(said);
  });

  it('takes an approval without a value for a refusal', async () => {
    const { outcome } = await toldOf(functionCall('weather', '{"city":"Paris"}'), weather, { approve: () => EMPTY });
    expect(outcome).to.deep.equal(['refused']);
  });
});
