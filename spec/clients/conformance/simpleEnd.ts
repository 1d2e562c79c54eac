// An independent, simple reader: it knows lines and JSON, and nothing of the library.

interface Read {
  readonly name: string;
  readonly data: string;
}

const eventsOf = (text: string): readonly Read[] =>
  text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n\n')
    .map((block) => {
      const lines = block.split('\n');
      const valuesOf = (field: string) =>
        lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trim());
      return { name: valuesOf('event').at(-1) ?? '', data: valuesOf('data').join('\n') };
    })
    .filter(({ data }) => data !== '');

const parsed = (data: string): unknown => {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
};

const FAILED = ['network_error', 'error', 'abort'];
const CUT = ['length', 'max_tokens', 'content_filter'];

/** How a stream ends, by the first event that ends it: `cut` too where nothing does. */
export const simpleEnd = (wire: 'responses' | 'chat', text: string): 'whole' | 'cut' | 'failed' => {
  let finished: 'whole' | 'cut' | undefined;
  for (const { name, data } of eventsOf(text)) {
    if (name === 'error') return 'failed';
    if (data === '[DONE]' && wire === 'chat') return finished ?? 'whole';
    const json = JSON.stringify(parsed(data) ?? null);
    if (wire === 'responses') {
      if (json.includes('"type":"response.failed"') || json.includes('"status":"failed"')) return 'failed';
      if (json.includes('"type":"response.incomplete"') || json.includes('"status":"incomplete"')) return 'cut';
      if (json.includes('"type":"response.completed"')) return 'whole';
    } else {
      if (json.includes('"error":{')) return 'failed';
      const [, reason] = /"finish_reason":"(\w+)"/.exec(json) ?? [];
      if (reason !== undefined && FAILED.includes(reason)) return 'failed';
      if (reason !== undefined) finished = CUT.includes(reason) ? 'cut' : 'whole';
    }
  }
  return finished ?? 'cut';
};
