"""The demo: from nothing to a digest in the browser, every part real and on this machine."""
