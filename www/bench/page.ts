console.log(PEERS_ARE_HERE);
