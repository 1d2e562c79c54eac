/** The name of the function as which a call of the local shell is sent to servers that do not know such calls. */
export const LOCAL_SHELL = 'local_shell';
