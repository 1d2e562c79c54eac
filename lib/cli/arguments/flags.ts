/** Flag of the command line. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** The name of its value in the help. A flag without a value is a switch. */
  readonly value?: string;
  readonly help: string;
}

/** All flags, in the order of the help. The parser, the help and the completions are made from this table. */
export const FLAGS = [
  { name: 'model', short: 'm', value: 'NAME', help: 'the model (default: gpt-5.1, or $CODEX_RX_MODEL)' },
  { name: 'system', short: 's', value: 'TEXT', help: 'the system prompt' },
  { name: 'file', short: 'f', value: 'PATH', help: 'send a picture, a PDF or a text along; may be repeated' },
  { name: 'chat', help: 'hold a conversation; Ctrl-C stops an answer, and exits if no answer is arriving' },
  { name: 'provider', value: 'NAME', help: 'a known provider; see the list below' },
  { name: 'base-url', value: 'URL', help: "the provider's base URL (default: $OPENAI_BASE_URL)" },
  { name: 'wire', value: 'NAME', help: 'the API: responses, chat, messages or gemini' },
  { name: 'schema', value: 'PATH', help: 'a JSON Schema; it is sent as the required format, and only JSON is checked' },
  { name: 'output', short: 'o', value: 'PATH', help: 'write the answer to a file' },
  { name: 'json', help: 'write every event as a line of JSON' },
  { name: 'timeline', help: 'draw the stream as a marble line while it runs; the text follows' },
  {
    name: 'record',
    value: 'PATH',
    help: 'record what is received, with its times; as text for people if PATH ends in .marble',
  },
  { name: 'idle-timeout', value: 'MS', help: 'the longest silence, in milliseconds (default: 300000)' },
  { name: 'retries', value: 'N', help: 'retries before the first byte of an answer (default: 4)' },
  { name: 'port', value: 'N', help: 'serve: the port to listen on (default: a free one)' },
  { name: 'version', short: 'V', help: 'print the version' },
  { name: 'help', short: 'h', help: 'print this text' },
] as const satisfies readonly Flag[];

/** The commands besides a prompt. */
export const COMMANDS = {
  models: 'lists the models of the provider',
  serve: 'runs the scripted server alone, for your own experiments',
  convert: 'FROM TO.marble: converts a recording to a .marble file',
  completion: 'prints completions for bash, zsh or fish',
} as const;
