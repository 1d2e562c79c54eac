// TypeScript without the paths of tsconfig.json: `codex-rx` is then what users get, the built package.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
