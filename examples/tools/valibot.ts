import { partialJson, runTools, tool, type ResponsesClient } from 'codex-rx';
import * as v from 'valibot';
import { toStandardJsonSchema } from '@valibot/to-json-schema';

// valibot itself cannot describe its schemas as JSON Schema: its companion package can.
const Place = toStandardJsonSchema(v.object({ city: v.pipe(v.string(), v.minLength(1)) }));
const Forecast = toStandardJsonSchema(v.object({ city: v.string(), degrees: v.number() }));

export const weather = tool({
  name: 'weather',
  description: 'Returns the weather in a city.',
  parameters: Place,
  run: ({ city }) => ({ city, degrees: 21 }),
});

/** Streams a forecast while the model writes it. The last value is complete and checked. */
export const forecast = (client: ResponsesClient, question: string) =>
  runTools(question, (input) => client.streamPrompt('gpt-5.1', { input, tools: [weather], outputSchema: Forecast }), [
    weather,
  ]).pipe(partialJson(Forecast));
