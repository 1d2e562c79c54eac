import { definedMembers } from '../../protocol/codec/definedMembers.js';
import type { HeaderSource } from '../../provider/HttpRequest.js';
import type { Provider } from '../../provider/Provider.js';
import { sessionHeaders } from '../../provider/sessionHeaders.js';
import { TURN_STATE_HEADER } from '../../provider/TurnState.js';
import type { RequestOptions } from '../RequestOptions.js';

// docs/wire.md, sections 2.3 to 2.5
/** Collects the headers that the options of a request call for. Later ones replace earlier ones. */
export const requestHeaders = (
  provider: Pick<Provider, 'sessionHeaders'>,
  options: RequestOptions,
): readonly HeaderSource[] => {
  const { extraHeaders = {}, turnState } = options;
  return [extraHeaders, sessionHeaders(provider, options), definedMembers({ [TURN_STATE_HEADER]: turnState?.value })];
};
