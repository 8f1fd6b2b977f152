"""The playground: a Messenger page in the browser, with a stand-in for Meta behind it."""
