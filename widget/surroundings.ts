import type { ReactiveController } from 'lit';
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
};

/** Listens to all of that from when an element comes to a page until it leaves. */
export function surroundings(
  element: HTMLElement,
  { page, size, near, wake }: Listeners,
): ReactiveController {
  const sizes = new ResizeObserver(([entry]) => size(entry?.contentRect.width ?? 0));
  const sight = new IntersectionObserver(entries => near(entries.at(-1)?.isIntersecting ?? false), {
    rootMargin: '400px',
  });
  const seen = () => {
    if (!document.hidden) wake();
  };
  let unwatchPage: (() => void) | undefined;
  return {
    hostConnected() {
      page();
      sizes.observe(element);
      sight.observe(element);
      unwatchPage = watchPage(page, element);
      document.addEventListener('visibilitychange', seen);
      window.addEventListener('online', wake);
    },
    hostDisconnected() {
      sizes.disconnect();
      sight.disconnect();
      unwatchPage?.();
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('online', wake);
    },
  };
}
