/** What a frame may come as. */
export type FrameData = string | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** `end` comes once, with the reason, and nothing after it. */
export type SocketEvents = {
  open: () => void;
  frame: (data: FrameData) => void;
  end: (reason: string) => void;
};

/** An outgoing connection. After `close` no event comes. */
export type Socket = { send: (text: string) => void; close: () => void };
export type Connect = (url: string, events: SocketEvents) => Socket;

/** Connects by the WebSocket constructor, as Node and browsers have it. */
export const connectByConstructor =
  (Constructor: typeof WebSocket = WebSocket): Connect =>
  (url, events) => {
    const socket = new Constructor(url);
    socket.binaryType = 'arraybuffer';
    return wire(socket, events);
  };

/**
 * Connects by an upgrade request, which is how a Worker learns the status with which a venue refuses. Hosts that need
 * headers would get them here.
 */
export const connectByUpgrade =
  (fetch: typeof globalThis.fetch = globalThis.fetch): Connect =>
  (url, events) => {
    let wired: Socket | undefined;
    let closed = false;
    const guarded: SocketEvents = {
      ...events,
      end: reason => {
        if (!closed) events.end(reason);
        closed = true;
      },
    };
    fetch(url.replace(/^ws/, 'http'), { headers: { Upgrade: 'websocket' } })
      .then(response => {
        const socket = response.webSocket;
        if (!socket) return guarded.end(`expected an upgrade, got HTTP ${response.status}`);
        socket.accept();
        if (closed) return socket.close();
        socket.binaryType = 'arraybuffer';
        wired = wire(socket, guarded);
        events.open();
      })
      .catch((error: unknown) => guarded.end(`could not connect: ${String(error)}`));
    return {
      send: text => wired?.send(text),
      close: () => {
        closed = true;
        wired?.close();
      },
    };
  };

function wire(socket: WebSocket, events: SocketEvents): Socket {
  let ended = false;
  const end = (reason: string) => {
    if (!ended) events.end(reason);
    ended = true;
  };
  socket.addEventListener('open', () => ended || events.open());
  socket.addEventListener('message', ({ data }) => ended || events.frame(data as FrameData));
  socket.addEventListener('close', ({ code, reason }) => end(`closed: ${code} ${reason}`.trim()));
  socket.addEventListener('error', event => {
    const message = 'message' in event ? String(event.message) : '';
    end(`connection failed: ${message || 'no reason given'}`);
  });
  return {
    send: text => {
      if (ended || socket.readyState !== 1) return;
      socket.send(text);
    },
    close: () => {
      ended = true;
      socket.close();
    },
  };
}
