import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import type { Item } from './message.ts'
import { Writer } from './transaction.ts'

/** The worker thread that alone writes to the file. Everything that arrived while a transaction ran shares the next one. */
const port = parentPort
if (!port) throw new Error('This file is a worker thread of the SQLite store, not a program.')

/** The most messages in one run; each is one turn of the main thread's event loop. */
const MESSAGES = 64

const writer = new Writer((replies) => port.postMessage(replies))
port.on('message', (first: readonly Item[]) => {
  const messages = [first]
  while (messages.length < MESSAGES) {
    const more = receiveMessageOnPort(port)
    if (!more) break
    messages.push(more.message as readonly Item[])
  }
  writer.run(messages)
})
