// A renderer of the tests' own: what the real one promises its master, and every way to break it.
import http from 'node:http';

const { RENDER_SOCKET: socketPath } = process.env;

let aborted = 0;

const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://renderer');
  if (pathname === '/die') process.exit(3);
  if (pathname === '/loop') for (;;);
  if (pathname === '/broken') {
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end('Error: secret\n    at somewhere (/srv/app/page.tsx:1:1)');
    return;
  }
  if (pathname === '/slow') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.write('begun');
    response.on('close', () => {
      aborted += 1;
    });
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-powered-by': 'me' });
    const body = Buffer.concat(chunks).toString();
    response.end(JSON.stringify({ pid: process.pid, aborted, headers: request.headers, body }));
  });
});

process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
server.listen(socketPath, () => process.send({ ready: true }));
setInterval(() => process.send({ alive: true }), 200).unref();
