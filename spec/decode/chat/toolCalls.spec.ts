import { expect } from 'chai';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import { toolCalls } from '../../../lib/decode/chat/toolCalls.js';
import type { ChatToolCall } from '../../../lib/protocol/ChatChunk.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { itemsIn, readFrames } from '../readFrames.js';

interface Reading {
  readonly items: readonly ResponseItem[];
  /** What each piece tells. */
  readonly told: readonly (readonly ResponseEvent[])[];
}

const read = (pieces: readonly ChatToolCall[]): Reading => {
  const calls = toolCalls();
  const told = pieces.map((piece) => calls.add(piece));
  return { items: calls.items(), told };
};

/** A piece: where it belongs, then what it adds. */
const piece = (place: object, json?: unknown, name?: unknown): ChatToolCall => ({
  ...place,
  function: { ...(name === undefined ? {} : { name }), ...(json === undefined ? {} : { arguments: json }) },
});
const call = (call_id: string, name: string, json: string) => ({
  type: 'function_call',
  name,
  arguments: json,
  call_id,
});

type Row = readonly [what: string, pieces: readonly ChatToolCall[], items: readonly object[]];

const shouldRead = (rows: readonly Row[]): void => {
  for (const [what, pieces, items] of rows)
    it(what, () => {
      expect(read(pieces).items).to.deep.equal(items);
    });
};

describe('toolCalls: which call a piece belongs to', () => {
  shouldRead([
    [
      'puts pieces together by their index',
      [
        piece({ index: 0, id: 'a' }, '', 'f'),
        piece({ index: 1, id: 'b' }, '', 'g'),
        piece({ index: 0 }, '{"x":'),
        piece({ index: 1 }, '{"y":2}'),
        piece({ index: 0 }, '1}'),
      ],
      [call('a', 'f', '{"x":1}'), call('b', 'g', '{"y":2}')],
    ],
    [
      'keeps two calls apart that have one id',
      [
        piece({ index: 0, id: 'a' }, '', 'f'),
        piece({ index: 0 }, '{"x":1}'),
        piece({ index: 1, id: 'a' }, '', 'f'),
        piece({ index: 1 }, '{"y":2}'),
        piece({ index: 2, id: 'a' }, '{"z":3}', 'g'),
      ],
      [call('a', 'f', '{"x":1}'), call('a', 'f', '{"y":2}'), call('a', 'g', '{"z":3}')],
    ],
    [
      'takes an id and a name that are repeated in the last piece for the same call',
      [piece({ index: 0, id: 'a' }, '{"x":1}', 'f'), piece({ index: 0, id: 'a' }, '', 'f')],
      [call('a', 'f', '{"x":1}')],
    ],
    [
      'puts pieces together by their id where there is no index',
      [piece({ id: 'a' }, '{"x":', 'f'), piece({ id: 'b' }, '{"y":2}', 'g'), piece({ id: 'a' }, '1}')],
      [call('a', 'f', '{"x":1}'), call('b', 'g', '{"y":2}')],
    ],
    [
      'believes a known id rather than the index beside it',
      [
        piece({ index: 0, id: 'a' }, '{"x":', 'f'),
        piece({ index: 1, id: 'b' }, '{"y":2}', 'g'),
        piece({ index: 1, id: 'a' }, '1}'),
      ],
      [call('a', 'f', '{"x":1}'), call('b', 'g', '{"y":2}')],
    ],
    [
      'adds a piece without id and index to the call touched last',
      [piece({ id: 'a' }, '{"x":', 'f'), piece({ id: 'b' }, '{"y":', 'g'), piece({ id: 'a' }, '1'), piece({}, '}')],
      [call('a', 'f', '{"x":1}'), call('b', 'g', '{"y":')],
    ],
    [
      'begins a call with a piece that has no place, where there is none to add to',
      [piece({}, '{"x":', 'f'), piece({}, '1}')],
      [call('tool-call-0', 'f', '{"x":1}')],
    ],
    [
      'begins a call at an index that is not known yet, also without an id',
      [piece({ index: 0 }, '{"x":', 'f'), piece({ index: 1 }, '{}', 'g'), piece({ index: 0 }, '1}')],
      [call('tool-call-0', 'f', '{"x":1}'), call('tool-call-1', 'g', '{}')],
    ],
    [
      'continues by index a call that began without one',
      [piece({ id: 'a' }, '{"x":', 'f'), piece({ index: 0 }, '1}')],
      [call('a', 'f', '{"x":1}')],
    ],
    [
      'continues by index a call whose index came later than its id',
      [piece({ id: 'a' }, '{', 'f'), piece({ id: 'a', index: 3 }, '"x":'), piece({ index: 3 }, '1}')],
      [call('a', 'f', '{"x":1}')],
    ],
    [
      'gives its id to a call that began by index',
      [piece({ index: 0 }, '{"x":', 'f'), piece({ index: 0, id: 'a' }, '1'), piece({ id: 'a' }, '}')],
      [call('a', 'f', '{"x":1}')],
    ],
    [
      'keeps the order in which calls were first seen, whatever their indices',
      [
        piece({ index: 7, id: 'a' }, '{}', 'f'),
        piece({ index: 0, id: 'b' }, '{}', 'g'),
        piece({ id: 'c' }, '{}', 'h'),
        piece({ index: 3, id: 'd' }, '{}', 'i'),
      ],
      [call('a', 'f', '{}'), call('b', 'g', '{}'), call('c', 'h', '{}'), call('d', 'i', '{}')],
    ],
  ]);
});

describe('toolCalls: several calls at one index', () => {
  shouldRead([
    [
      'begins a call with a new id at a known index',
      [
        piece({ index: 0, id: 'a' }, '{"x":1}', 'f'),
        piece({ index: 0, id: 'b' }, '{"y":', 'f'),
        piece({ index: 0 }, '2}'),
      ],
      [call('a', 'f', '{"x":1}'), call('b', 'f', '{"y":2}')],
    ],
    [
      'still knows the first call at an index by its id',
      [
        piece({ index: 0, id: 'a' }, '{"x":', 'f'),
        piece({ index: 0, id: 'b' }, '{"y":2}', 'g'),
        piece({ index: 0, id: 'a' }, '1}'),
      ],
      [call('a', 'f', '{"x":1}'), call('b', 'g', '{"y":2}')],
    ],
    [
      'begins a call with a new id and no index, also where the arguments before are not complete',
      [piece({ id: 'a' }, '{"x"', 'f'), piece({ id: 'b' }, '{}', 'f')],
      [call('a', 'f', '{"x"'), call('b', 'f', '{}')],
    ],
    [
      'begins a call with another name, where neither id nor index distinguishes calls',
      [piece({}, '{"x":1', 'f'), piece({}, '{"y":2}', 'g')],
      [call('tool-call-0', 'f', '{"x":1'), call('tool-call-1', 'g', '{"y":2}')],
    ],
    [
      'begins a call with the same name after complete arguments, where nothing else distinguishes calls',
      [piece({}, '{"x":1}', 'f'), piece({}, '{"x":2}', 'f')],
      [call('tool-call-0', 'f', '{"x":1}'), call('tool-call-1', 'f', '{"x":2}')],
    ],
    [
      'begins a call with a named piece after complete arguments, also at the same index',
      [piece({ index: 0 }, '{"x":1}\n', 'f'), piece({ index: 0 }, '{"x":', 'f'), piece({ index: 0 }, '2}')],
      [call('tool-call-0', 'f', '{"x":1}\n'), call('tool-call-1', 'f', '{"x":2}')],
    ],
    [
      'does not take a repeated name for a call, while the arguments are not complete',
      [piece({ index: 0 }, '{"a":{"x":1}', 'f'), piece({ index: 0 }, '}', 'f'), piece({}, '', 'f')],
      [call('tool-call-0', 'f', '{"a":{"x":1}}')],
    ],
    [
      'does not take nameless arguments for a call, whatever came before',
      [piece({ index: 0, id: 'a' }, '{}', 'f'), piece({ index: 0 }, '{"x":1}')],
      [call('a', 'f', '{}{"x":1}')],
    ],
  ]);
});

describe('toolCalls: empty members', () => {
  const silent: readonly unknown[] = ['', null, undefined, 7, {}];
  for (const nothing of silent)
    it(`takes an id and a name of ${JSON.stringify(nothing)} for absent`, () => {
      const pieces = [
        piece({ index: 0, id: 'a' }, '{"x":', 'f'),
        piece({ index: 0, id: nothing }, '1', nothing),
        piece({ id: nothing }, '}', nothing),
      ];
      expect(read(pieces).items).to.deep.equal([call('a', 'f', '{"x":1}')]);
    });

  shouldRead([
    [
      'lets the first name win',
      [piece({ index: 0, id: 'a' }, '{', 'f'), piece({ index: 0, id: 'a' }, '}', 'g')],
      [call('a', 'f', '{}')],
    ],
    [
      'keeps the first name, also where only the index distinguishes calls',
      [piece({ index: 0 }, '{"x":', 'f'), piece({ index: 0 }, '1}', 'g')],
      [call('tool-call-0', 'f', '{"x":1}')],
    ],
    [
      'takes a late name for that of the call touched last, where it has none',
      [piece({ id: 'a' }, '{'), piece({}, '}', 'f')],
      [call('a', 'f', '{}')],
    ],
    [
      'takes a name that comes late',
      [piece({ index: 0, id: 'a' }, '{}', ''), piece({ index: 0 }, '', 'f')],
      [call('a', 'f', '{}')],
    ],
    ['keeps a call that never gets a name', [piece({ index: 0, id: 'a' }, '{}')], [call('a', '', '{}')]],
    ['keeps a call without arguments', [piece({ index: 0, id: 'a' }, undefined, 'f')], [call('a', 'f', '')]],
    ['takes arguments of null for none', [piece({ index: 0, id: 'a' }, null, 'f')], [call('a', 'f', '')]],
    [
      'takes a function of null for one that adds nothing',
      [piece({ index: 0, id: 'a' }, '{}', 'f'), { index: 0, function: null }],
      [call('a', 'f', '{}')],
    ],
  ]);
});

describe('toolCalls: arguments that are no text', () => {
  const values: readonly (readonly [unknown, string])[] = [
    [{ city: 'Paris', deep: { list: [1, null] } }, '{"city":"Paris","deep":{"list":[1,null]}}'],
    [{}, '{}'],
    [[1, { a: 'b' }], '[1,{"a":"b"}]'],
    [[], '[]'],
    [0, '0'],
    [1.5, '1.5'],
    [false, 'false'],
  ];
  for (const [value, text] of values)
    it(`writes ${JSON.stringify(value)} as JSON`, () => {
      expect(read([piece({ id: 'a' }, value, 'f')]).items).to.deep.equal([call('a', 'f', text)]);
    });

  it('emits them as JSON too', () => {
    expect(read([piece({ id: 'a' }, { x: 1 }, 'f')]).told.flat()).to.deep.include({
      type: 'tool_call_input_delta',
      delta: '{"x":1}',
      call_id: 'a',
    });
  });
});

describe('toolCalls: hostile ids and indices', () => {
  const indices = [1e300, Number.MAX_SAFE_INTEGER, 4294967295, 1e9];
  for (const index of indices)
    it(`assembles pieces at the index ${index}, without allocating the indices before it`, () => {
      expect(read([piece({ index, id: 'a' }, '{', 'f'), piece({ index }, '}')]).items).to.deep.equal([
        call('a', 'f', '{}'),
      ]);
    });

  const noIndices: readonly unknown[] = [-1, 0.5, '0', 'length', '__proto__', null, {}, [0], true, NaN, Infinity];
  for (const index of noIndices)
    it(`takes the index ${typeof index === 'number' ? index : JSON.stringify(index)} for none`, () => {
      const pieces = [
        piece({ index: 0, id: 'a' }, '{', 'f'),
        piece({ index: 1, id: 'b' }, '{', 'g'),
        piece({ index }, '}'),
      ];
      expect(read(pieces).items).to.deep.equal([call('a', 'f', '{'), call('b', 'g', '{}')]);
    });

  const ids = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '0', '-1'];
  for (const id of ids)
    it(`knows a call by the id "${id}"`, () => {
      const pieces = [piece({ id }, '{', 'f'), piece({ id: 'a' }, '{}', 'g'), piece({ id }, '}')];
      expect(read(pieces).items).to.deep.equal([call(id, 'f', '{}'), call('a', 'g', '{}')]);
    });

  it('takes a name that objects have for a name like any other', () => {
    expect(read([piece({ id: 'a' }, '{}', '__proto__')]).items).to.deep.equal([call('a', '__proto__', '{}')]);
  });

  it('survives arguments that are nested too deeply to be written, and keeps their call', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(read([piece({ id: 'a' }, deep, 'f')]).items).to.deep.equal([call('a', 'f', '')]);
  });

  it('gives every call without an id one of its own', () => {
    const pieces = [
      piece({ index: 2 }, '{}', 'f'),
      piece({}, '{}', 'g'),
      piece({ index: 2 }, '{}', 'h'),
      piece({ index: 1 }, '{}', 'i'),
      piece({ index: 0 }, '{}', 'j'),
    ];
    const ids = read(pieces).items.map((item) => (item.type === 'function_call' ? item.call_id : ''));
    expect(new Set(ids)).to.have.lengthOf(pieces.length);
    expect(ids).to.satisfy((all: readonly string[]) => all.every((id) => id.startsWith('tool-call-')));
  });
});

describe('toolCalls: custom tools', () => {
  const custom = (call_id: string, name: string, input: string) => ({
    type: 'custom_tool_call',
    call_id,
    name,
    input,
  });

  shouldRead([
    [
      'reads a custom call',
      [{ index: 0, id: 'a', custom: { name: 'patch', input: '*** Begin' } }],
      [custom('a', 'patch', '*** Begin')],
    ],
    [
      'puts the pieces of a custom call together',
      [
        { index: 0, id: 'a', custom: { name: 'patch', input: '' } },
        { index: 0, custom: { input: '*** ' } },
        { index: 0, custom: { name: '', input: 'Begin' } },
      ],
      [custom('a', 'patch', '*** Begin')],
    ],
    [
      'keeps custom and function calls apart',
      [{ index: 0, id: 'a', custom: { name: 'patch', input: 'x' } }, piece({ index: 1, id: 'b' }, '{}', 'f')],
      [custom('a', 'patch', 'x'), call('b', 'f', '{}')],
    ],
    [
      'takes a custom of null for a function',
      [{ id: 'a', custom: null, function: { name: 'f', arguments: '{}' } }],
      [call('a', 'f', '{}')],
    ],
  ]);

  it('emits a custom call like a function call', () => {
    expect(read([{ id: 'a', custom: { name: 'patch', input: 'x' } }]).told.flat()).to.deep.equal([
      { type: 'output_item_added', item: custom('a', 'patch', '') },
      { type: 'tool_call_input_delta', delta: 'x', call_id: 'a' },
    ]);
  });
});

describe('toolCalls: events while a call is received', () => {
  const added = { type: 'output_item_added', item: call('a', 'f', '') };
  const delta = (text: string) => ({ type: 'tool_call_input_delta', delta: text, call_id: 'a' });

  const rows: readonly (readonly [string, readonly ChatToolCall[], readonly (readonly object[])[]])[] = [
    [
      'announces a call, then emits its arguments as they are received',
      [piece({ index: 0, id: 'a' }, '', 'f'), piece({ index: 0 }, '{"x":'), piece({ index: 0 }, '1}')],
      [[added], [delta('{"x":')], [delta('1}')]],
    ],
    [
      'announces a call and emits its arguments, where it is received in one piece',
      [piece({ index: 0, id: 'a' }, '{}', 'f')],
      [[added, delta('{}')]],
    ],
    [
      'waits for the id, and then emits what was received before it',
      [piece({ index: 0 }, '{"x":', 'f'), piece({ index: 0 }, '1'), piece({ index: 0, id: 'a' }, '}')],
      [[], [], [added, delta('{"x":1}')]],
    ],
    [
      'waits for the name, and then emits what was received before it',
      [piece({ index: 0, id: 'a' }, '{"x":'), piece({ index: 0 }, '1}', 'f')],
      [[], [added, delta('{"x":1}')]],
    ],
    [
      'emits nothing for an empty piece',
      [piece({ index: 0, id: 'a' }, '{}', 'f'), piece({ index: 0 }, ''), piece({ index: 0 })],
      [[added, delta('{}')], [], []],
    ],
    ['tells nothing of a call that never gets an id', [piece({}, '{"x":', 'f'), piece({}, '1}')], [[], []]],
    ['tells nothing of a call that never gets a name', [piece({ id: 'a' }, '{}')], [[]]],
  ];
  for (const [what, pieces, told] of rows)
    it(what, () => {
      expect(read(pieces).told).to.deep.equal(told);
    });

  it('is empty until a piece comes', () => {
    const calls = toolCalls();
    expect(calls.isEmpty).to.equal(true);
    calls.add(piece({}, '', 'f'));
    expect(calls.isEmpty).to.equal(false);
  });
});

describe('toolCalls, through the Chat decoder', () => {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  const itemsOf = (...frames: readonly object[]): readonly ResponseItem[] =>
    itemsIn(readFrames(chatDecoder, frames).events);

  it('reads several pieces of one chunk in their order', () => {
    const tool_calls = [piece({ id: 'a' }, '{}', 'f'), piece({ id: 'b' }, '{', 'g'), piece({}, '}')];
    expect(itemsOf(chunk({ tool_calls }, 'tool_calls'))).to.deep.equal([call('a', 'f', '{}'), call('b', 'g', '{}')]);
  });

  it('does not finish a call whose arguments happen to parse so far', () => {
    const frames = [
      chunk({ tool_calls: [piece({ index: 0, id: 'a' }, '{"x":1}', 'f')] }),
      chunk({ tool_calls: [piece({ index: 0 }, ' ')] }),
    ];
    expect(itemsIn(readFrames(chatDecoder, frames, 'nothing').events)).to.deep.equal([]);
    expect(itemsOf(...frames, chunk({}, 'tool_calls'))).to.deep.equal([call('a', 'f', '{"x":1} ')]);
  });

  it('finishes a call whose arguments were cut off, as they are', () => {
    expect(itemsOf(chunk({ tool_calls: [piece({ id: 'a' }, '{"x', 'f')] }, 'length'))).to.deep.equal([
      call('a', 'f', '{"x'),
    ]);
  });

  it('reads the function_call of old servers', () => {
    const frames = [
      chunk({ role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } }),
      chunk({ function_call: { arguments: '{"x":' } }),
      chunk({ function_call: { arguments: '1}' } }),
      chunk({}, 'function_call'),
    ];
    expect(itemsOf(...frames)).to.deep.equal([call('tool-call-0', 'f', '{"x":1}')]);
  });

  for (const none of [null, undefined, '', 'f', [], 7])
    it(`takes a function_call of ${JSON.stringify(none)} for none`, () => {
      expect(itemsOf(chunk({ function_call: none }, 'stop'))).to.deep.equal([]);
    });

  for (const none of [null, undefined, '', {}, [], 7])
    it(`takes tool_calls of ${JSON.stringify(none)} for none`, () => {
      expect(itemsOf(chunk({ tool_calls: none }, 'stop'))).to.deep.equal([]);
    });
});
