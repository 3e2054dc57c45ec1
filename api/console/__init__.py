"""The staff's desks: pages made on the server. One module per desk; ``desks`` lists them."""
