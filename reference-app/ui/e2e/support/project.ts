import { crc32 } from 'node:zlib'

/** A zip archive with its entries stored as they are. */
export function zip(files: Record<string, string>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(files)) {
    const path = Buffer.from(name)
    const data = Buffer.from(text)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0) // version needed
    common.writeUInt16LE(0x0800, 2) // names are UTF-8
    common.writeUInt16LE(0x21, 8) // the first of January 1980
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(path.length, 22)
    const entry = Buffer.alloc(20)
    entry.writeUInt32LE((0o100644 << 16) >>> 0, 10)
    entry.writeUInt32LE(offset, 14)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data])
    directory.push(Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, entry.subarray(4, 18), path)
    bodies.push(body)
    offset += body.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(bodies.length, 8)
  end.writeUInt16LE(bodies.length, 10)
  end.writeUInt32LE(index.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, index, end])
}

/** A service of a few lines that answers, and writes to both of its streams all the time. */
export function tickingProject(name: string): Record<string, string> {
  return {
    'aiops.yaml': `name: ${name}\nruntime: command\ncommand: [python3, main.py]\n`,
    'main.py': `import itertools, json, os, sys, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"status": "healthy"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

def tick():
    for number in itertools.count(1):
        print(f"tick {number} \\u001b[32mgreen\\u001b[0m <b>bold</b>", flush=True)
        print(f"trouble {number}", file=sys.stderr, flush=True)
        time.sleep(0.5)

threading.Thread(target=tick, daemon=True).start()
HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
`,
  }
}

/** A service that says why and ends at once. */
export function brokenProject(): Record<string, string> {
  return {
    'aiops.yaml': 'runtime: command\ncommand: [python3, main.py]\nrestart: {retries: 1}\n',
    'main.py': 'raise SystemExit("the model file is missing")\n',
  }
}
