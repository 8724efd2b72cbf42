const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, XML and their attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, char => ENTITIES[char] as string);
