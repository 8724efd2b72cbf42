/** The header that names the public origin under which the Worker of the bench is asked. */
export const ASKED_UNDER = 'x-bench-origin';
