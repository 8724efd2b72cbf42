import { watchPage } from './theme.ts';

/** What an element wants to hear of its surroundings while it is on a page. */
export type Listeners = {
  /** What lies behind may have another colour. */
  page: () => void;
  /** The element is `width` CSS pixels wide. */
  size: (width: number) => void;
  /** It came near the part of the page that is seen, or left it. */
  near: (near: boolean) => void;
  /** The page is seen again, or the network is back. */
  wake: () => void;
  /** A reader points at it, touches it or tabs into it. */
  interest: () => void;
};

/** Listens to all of that; returns how to stop. */
export function watchSurroundings(
  element: HTMLElement,
  { page, size, near, wake, interest }: Listeners,
): () => void {
  page();
  const sizes = new ResizeObserver(([entry]) => size(entry?.contentRect.width ?? 0));
  const sight = new IntersectionObserver(entries => near(entries.at(-1)?.isIntersecting ?? false), {
    rootMargin: '400px',
  });
  sizes.observe(element);
  sight.observe(element);
  const unwatchPage = watchPage(page, element);
  const seen = () => {
    if (!document.hidden) wake();
  };
  document.addEventListener('visibilitychange', seen);
  window.addEventListener('online', wake);
  const interests = ['pointerenter', 'touchstart', 'focusin'] as const;
  for (const name of interests) element.addEventListener(name, interest, { passive: true });
  return () => {
    sizes.disconnect();
    sight.disconnect();
    unwatchPage();
    document.removeEventListener('visibilitychange', seen);
    window.removeEventListener('online', wake);
    for (const name of interests) element.removeEventListener(name, interest);
  };
}
