import { type AddressInfo, createServer } from 'node:net';

/** A listener that only counts who comes. */
export async function witness(host: string, port = 0) {
  let connections = 0;
  const listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject).listen(port, host, resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    connections: () => connections,
    close: () => new Promise((resolve) => listener.close(resolve)),
  };
}
