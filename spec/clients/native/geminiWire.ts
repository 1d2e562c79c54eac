export const line = (payload: unknown): string => `data: ${JSON.stringify(payload)}\r\n\r\n`;
export const HEAD = { modelVersion: 'gemini-3', responseId: 'r1' };
export const chunk = (parts: readonly object[], more: object = {}, rest: object = {}) =>
  line({ candidates: [{ content: { role: 'model', parts }, ...more }], ...HEAD, ...rest });
export const STOP = { finishReason: 'STOP' };
export const last = (finishReason: string, more: object = {}) =>
  line({ candidates: [{ finishReason, ...more }], ...HEAD });
export const usage = (usageMetadata: object) => ({ usageMetadata });

export const message = (...parts: readonly (string | object)[]) => ({
  type: 'message',
  role: 'assistant',
  content: parts.map((given) => ({ type: 'output_text', ...(typeof given === 'string' ? { text: given } : given) })),
});
export const call = (call_id: string, args: string, more: object = {}) => ({
  type: 'function_call',
  call_id,
  name: 'f',
  arguments: args,
  ...more,
});
export const made = (place: number, args: string, more: object = {}) =>
  call(`r1-call-${place}`, args, { made_id: true, ...more });
export const raw = (given: object) => ({ type: 'other', wire: 'gemini', raw: given });
export const thoughts = (text: string, more: object = {}) => ({
  type: 'reasoning',
  id: '',
  summary: text === '' ? [] : [{ type: 'summary_text', text }],
  ...more,
});
export const failed = (code: number, status: string, more: object = {}) => ({
  error: { code, message: 'No.', status, ...more },
});
export const half = chunk([{ text: 'Half' }]);
export const python = { executableCode: { language: 'PYTHON', code: 'print(1)' } };
export const result = { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } };
export const picture = { inlineData: { mimeType: 'image/png', data: 'AAAA' }, thoughtSignature: 's' };
