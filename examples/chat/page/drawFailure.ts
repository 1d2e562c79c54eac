import { create } from './elements.js';
import { explain } from './explain.js';
import type { Row } from './rows.js';

type FailureRow = Extract<Row, { readonly type: 'failure' }>;

/** Creates the notice of an error: what happened, and what to do. */
export const createFailure = (_row: FailureRow): readonly [HTMLElement, (row: FailureRow) => void] => {
  const notice = create('div', 'failure');
  const draw = ({ error }: FailureRow): void => {
    const { sentence, advice } = explain(error);
    notice.replaceChildren(create('p', '', sentence), create('p', 'advice', advice));
  };
  return [notice, draw];
};
